package chat.tacet.client.ledger;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;

/** The JDK's AES-GCM, with every encryption entered into a {@link KeyLedger}. */
public final class WatchedCipher extends CipherSpi {

  private final KeyLedger ledger;
  private final Cipher cipher;

  WatchedCipher(KeyLedger ledger) {
    this.ledger = ledger;
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void engineInit(
      int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (mode == Cipher.ENCRYPT_MODE) {
      ledger.encrypts(key.getEncoded(), ((GCMParameterSpec) parameters).getIV());
    }
    cipher.init(mode, key, parameters, random);
  }

  @Override
  protected void engineUpdateAAD(byte[] source, int offset, int length) {
    cipher.updateAAD(source, offset, length);
  }

  @Override
  protected byte[] engineDoFinal(byte[] input, int offset, int length)
      throws IllegalBlockSizeException, BadPaddingException {
    return cipher.doFinal(input, offset, length);
  }

  @Override
  protected int engineDoFinal(
      byte[] input, int inputOffset, int length, byte[] output, int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    return cipher.doFinal(input, inputOffset, length, output, outputOffset);
  }

  @Override
  protected int engineGetOutputSize(int length) {
    return cipher.getOutputSize(length);
  }

  @Override
  protected int engineGetBlockSize() {
    return cipher.getBlockSize();
  }

  @Override
  protected byte[] engineGetIV() {
    return cipher.getIV();
  }

  // The library uses nothing of the following, so the ledger need not understand it.

  @Override
  protected void engineSetMode(String mode) {
    throw new UnsupportedOperationException(mode);
  }

  @Override
  protected void engineSetPadding(String padding) {
    throw new UnsupportedOperationException(padding);
  }

  @Override
  protected AlgorithmParameters engineGetParameters() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void engineInit(int mode, Key key, SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void engineInit(
      int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected byte[] engineUpdate(byte[] input, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected int engineUpdate(
      byte[] input, int inputOffset, int length, byte[] output, int outputOffset) {
    throw new UnsupportedOperationException();
  }
}
